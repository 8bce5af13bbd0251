import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import {
  AddForecast,
  ChangeMilestone,
  MeetMilestone,
  MilestoneDetail,
  MilestoneSummary,
} from '../../contract/tracking.ts'
import { MilestonesQuery } from '../../contract/lists.ts'
import { Id, pageOf } from '../../contract/values.ts'
import {
  changeMilestone,
  forecastMilestone,
  listMilestones,
  meetMilestone,
  showMilestone,
} from '../../tracker/milestones.ts'
import type { Deps } from '../../tracker/ports.ts'
import { signedIn } from '../plugins/auth.ts'
import { limited } from '../plugins/limits.ts'

const tags = ['milestones']
const read = { onRequest: [signedIn] }
const write = { onRequest: [signedIn, limited('write')] }
const params = z.object({ id: Id })
const response = { 200: MilestoneDetail }

export const milestoneRoutes =
  (deps: Deps): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      '/api/milestones',
      {
        ...read,
        schema: {
          tags,
          summary: 'Milestones of all projects, by project code and baseline',
          querystring: MilestonesQuery,
          response: { 200: pageOf(MilestoneSummary) },
        },
      },
      (request) => listMilestones(deps, request.query),
    )

    app.get(
      '/api/milestones/:id',
      {
        ...read,
        schema: {
          tags,
          summary: 'A milestone with its forecasts and what was said about it',
          params,
          response,
        },
      },
      (request) => showMilestone(deps, request.actor, request.params.id),
    )

    app.put(
      '/api/milestones/:id',
      {
        ...write,
        schema: {
          tags,
          summary: 'Change a milestone; its baseline stays',
          params,
          body: ChangeMilestone,
          response,
        },
      },
      (request) => changeMilestone(deps, request.actor, request.params.id, request.body),
    )

    app.post(
      '/api/milestones/:id/forecasts',
      {
        ...write,
        schema: {
          tags,
          summary: 'Say when it is expected now, and why',
          params,
          body: AddForecast,
          response,
        },
      },
      (request) => forecastMilestone(deps, request.actor, request.params.id, request.body),
    )

    app.post(
      '/api/milestones/:id/meet',
      {
        ...write,
        schema: {
          tags,
          summary: 'Say when it was met, or take that back',
          params,
          body: MeetMilestone,
          response,
        },
      },
      (request) => meetMilestone(deps, request.actor, request.params.id, request.body),
    )
  }
