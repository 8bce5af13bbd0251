import type { Component } from 'svelte'
import type { LucideProps } from '@lucide/svelte'

/** An icon as a component: Lucide's, or one of ours that takes the same properties. Drawn in the colour of the text. */
export type IconComponent = Component<LucideProps>
