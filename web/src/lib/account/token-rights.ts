/** The rights of a token as the form asks for them: one choice for each area. */
import { type TokenArea, tokenAreas, type TokenScope } from '#contract/tokens.ts'

export type Right = 'none' | 'read' | 'write'
export type Rights = Record<TokenArea, Right>

export const noRights = (): Rights => Object.fromEntries(tokenAreas.map((area) => [area, 'none'])) as Rights

/** Who changes something reads it as well. */
export const scopesOf = (rights: Rights): TokenScope[] =>
  tokenAreas.flatMap((area): TokenScope[] =>
    rights[area] === 'none'
      ? []
      : rights[area] === 'read'
        ? [`${area}:read`]
        : [`${area}:read`, `${area}:write`],
  )

/** The other way round, for a list: only areas with a right. */
export const rightsOf = (scopes: readonly TokenScope[]): { area: TokenArea; right: Right }[] =>
  tokenAreas
    .map((area): { area: TokenArea; right: Right } => ({
      area,
      right: scopes.includes(`${area}:write`) ? 'write' : scopes.includes(`${area}:read`) ? 'read' : 'none',
    }))
    .filter(({ right }) => right !== 'none')
