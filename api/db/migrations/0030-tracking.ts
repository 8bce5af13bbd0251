import type { Migration } from '../migrate.ts'

/**
 * Projects with their milestones, actions and reports. Days are text on both databases. What points to meetings and their
 * minutes has no foreign key: the domains know one another by id.
 */
export const tracking: Migration = {
  name: '0030-tracking',
  statements: ({ dialect, id, instant, json, bool }) => {
    const folded = dialect === 'postgres' ? 'text COLLATE "C"' : 'text'
    return [
      `CREATE TABLE project (
        id ${id} PRIMARY KEY,
        code text NOT NULL,
        name text NOT NULL,
        description text NOT NULL,
        organisation_id ${id} REFERENCES organisation (id),
        manager_person_id ${id} REFERENCES person (id),
        status text NOT NULL CHECK (status IN ('planned', 'running', 'closed')),
        created_at ${instant} NOT NULL,
        version integer NOT NULL,
        folded_code ${folded} NOT NULL,
        search_text ${folded} NOT NULL
      )`,
      'CREATE UNIQUE INDEX project_code ON project (folded_code)',
      'CREATE INDEX project_manager ON project (manager_person_id)',
      'CREATE INDEX project_organisation ON project (organisation_id)',
      `CREATE TABLE milestone (
        id ${id} PRIMARY KEY,
        project_id ${id} NOT NULL REFERENCES project (id),
        title text NOT NULL,
        criteria text NOT NULL,
        baseline text NOT NULL,
        tolerance_days integer NOT NULL,
        forecast text NOT NULL,
        actual text,
        owner_person_id ${id} REFERENCES person (id),
        created_at ${instant} NOT NULL,
        version integer NOT NULL,
        search_text ${folded} NOT NULL
      )`,
      'CREATE INDEX milestone_project ON milestone (project_id, baseline)',
      `CREATE TABLE forecast (
        id ${id} PRIMARY KEY,
        milestone_id ${id} NOT NULL REFERENCES milestone (id),
        date text NOT NULL,
        reason text NOT NULL,
        decision_id ${id},
        by_person_id ${id} NOT NULL REFERENCES person (id),
        at ${instant} NOT NULL
      )`,
      'CREATE INDEX forecast_milestone ON forecast (milestone_id, at)',
      `CREATE TABLE assessment (
        project_id ${id} PRIMARY KEY REFERENCES project (id),
        day text NOT NULL,
        colour text NOT NULL CHECK (colour IN ('green', 'amber', 'red')),
        reasons ${json} NOT NULL,
        milestone_count integer NOT NULL,
        met_count integer NOT NULL,
        open_actions integer NOT NULL,
        next_milestone ${json},
        from_day text,
        until_day text
      )`,
      'CREATE INDEX assessment_day ON assessment (day)',
      `CREATE TABLE tracked_action (
        id ${id} PRIMARY KEY,
        text text NOT NULL,
        owner_person_id ${id} NOT NULL REFERENCES person (id),
        due_on text NOT NULL,
        status text NOT NULL CHECK (status IN ('open', 'done', 'dropped')),
        closed_on text,
        closed_by_person_id ${id} REFERENCES person (id),
        note text,
        milestone_id ${id} REFERENCES milestone (id),
        meeting_id ${id},
        draft_id ${id} UNIQUE,
        created_at ${instant} NOT NULL,
        version integer NOT NULL,
        CHECK ((status = 'open') = (closed_on IS NULL))
      )`,
      'CREATE INDEX tracked_action_due ON tracked_action (due_on, id)',
      'CREATE INDEX tracked_action_owner ON tracked_action (owner_person_id, due_on)',
      'CREATE INDEX tracked_action_milestone ON tracked_action (milestone_id)',
      'CREATE INDEX tracked_action_meeting ON tracked_action (meeting_id)',
      `CREATE TABLE report (
        id ${id} PRIMARY KEY,
        project_id ${id} NOT NULL REFERENCES project (id),
        period text NOT NULL,
        status text NOT NULL CHECK (status IN ('draft', 'submitted', 'returned', 'accepted')),
        act ${json},
        author_person_id ${id} REFERENCES person (id),
        locale text NOT NULL,
        due_on text NOT NULL,
        submitted_at ${instant},
        submitted_late ${bool},
        accepted_by_person_id ${id} REFERENCES person (id),
        accepted_at ${instant},
        sections ${json} NOT NULL,
        facts ${json} NOT NULL,
        created_at ${instant} NOT NULL,
        version integer NOT NULL
      )`,
      // One report for a project's month, whoever asks for it and however often.
      'CREATE UNIQUE INDEX report_period ON report (project_id, period)',
      'CREATE INDEX report_author ON report (author_person_id)',
      'CREATE INDEX report_due ON report (due_on) WHERE submitted_late IS NULL',
      `CREATE TABLE report_remark (
        id ${id} PRIMARY KEY,
        report_id ${id} NOT NULL REFERENCES report (id),
        text text NOT NULL,
        by_person_id ${id} NOT NULL REFERENCES person (id),
        at ${instant} NOT NULL
      )`,
      'CREATE INDEX report_remark_report ON report_remark (report_id)',
    ]
  },
}
