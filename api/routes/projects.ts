import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import {
  AddMilestone,
  AddProject,
  ChangeProject,
  Milestone,
  MilestoneDetail,
  Project,
  ProjectDecision,
  ProjectSummary,
} from '../../contract/tracking.ts'
import { ProjectsQuery } from '../../contract/lists.ts'
import { Id, pageOf } from '../../contract/values.ts'
import { addProject } from '../../tracker/add-project.ts'
import { changeProject } from '../../tracker/change-project.ts'
import { addMilestone } from '../../tracker/milestones.ts'
import type { Deps } from '../../tracker/ports.ts'
import { listProjectDecisions, listProjects, showProject } from '../../tracker/projects.ts'
import { again, forOnePerson } from '../plugins/answers.ts'
import { signedIn } from '../plugins/auth.ts'
import { limited } from '../plugins/limits.ts'

const tags = ['projects']
const read = { onRequest: [signedIn] }
const write = { onRequest: [signedIn, limited('write')] }
const params = z.object({ id: Id })

export const projectRoutes =
  (deps: Deps): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      '/api/projects',
      {
        ...read,
        ...again(forOnePerson),
        schema: {
          tags,
          summary: 'Projects by code, with health and what comes next',
          querystring: ProjectsQuery,
          response: { 200: pageOf(ProjectSummary) },
        },
      },
      (request) => listProjects(deps, request.actor, request.query),
    )

    app.post(
      '/api/projects',
      {
        ...write,
        schema: { tags, summary: 'Begin a project', body: AddProject, response: { 201: Project } },
      },
      async (request, reply) => reply.code(201).send(await addProject(deps, request.actor, request.body)),
    )

    app.get(
      '/api/projects/:id',
      {
        ...read,
        ...again(forOnePerson),
        schema: {
          tags,
          summary: 'A project with its milestones',
          params,
          response: { 200: Project },
        },
      },
      (request) => showProject(deps, request.actor, request.params.id),
    )

    app.get(
      '/api/projects/:id/decisions',
      {
        ...read,
        schema: {
          tags,
          summary: 'What published minutes decided about a project, newest first',
          params,
          response: { 200: z.array(ProjectDecision) },
        },
      },
      (request) => listProjectDecisions(deps, request.params.id),
    )

    app.put(
      '/api/projects/:id',
      {
        ...write,
        schema: {
          tags,
          summary: 'Change a project',
          params,
          body: ChangeProject,
          response: { 200: Project },
        },
      },
      (request) => changeProject(deps, request.actor, request.params.id, request.body),
    )

    app.get(
      '/api/projects/:id/milestones',
      {
        ...read,
        schema: {
          tags,
          summary: 'The milestones of a project',
          params,
          response: { 200: z.array(Milestone) },
        },
      },
      async (request) => (await showProject(deps, request.actor, request.params.id)).milestones,
    )

    app.post(
      '/api/projects/:id/milestones',
      {
        ...write,
        schema: {
          tags,
          summary: 'Add a milestone, with the baseline that was agreed',
          params,
          body: AddMilestone,
          response: { 201: MilestoneDetail },
        },
      },
      async (request, reply) =>
        reply.code(201).send(await addMilestone(deps, request.actor, request.params.id, request.body)),
    )
  }
