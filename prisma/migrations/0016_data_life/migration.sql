-- How long what people uploaded and got back is kept, its deletion with a receipt, and data that may not lie anywhere.

ALTER TABLE "organizations" ADD COLUMN "upload_days" INTEGER,
ADD COLUMN "results_days" INTEGER,
ADD COLUMN "raw_days" INTEGER;

CREATE TYPE "sensitivity" AS ENUM ('ordinary', 'no_batch_storage', 'no_retention');
ALTER TABLE "datasets" ADD COLUMN "sensitivity" "sensitivity" NOT NULL DEFAULT 'ordinary',
ADD COLUMN "upload_deleted_at" TIMESTAMPTZ(3),
ADD COLUMN "content_deleted_at" TIMESTAMPTZ(3);

ALTER TABLE "jobs" ADD COLUMN "raw_deleted_at" TIMESTAMPTZ(3),
ADD COLUMN "results_deleted_at" TIMESTAMPTZ(3),
ADD COLUMN "content_deleted_at" TIMESTAMPTZ(3);

ALTER TABLE "connections" ADD COLUMN "zero_retention" BOOLEAN NOT NULL DEFAULT false;

-- Of which data and jobs an answer tells; null in those of before, which may tell of any.
ALTER TABLE "idempotency_records" ADD COLUMN "subjects" TEXT[];

CREATE INDEX "idempotency_records_subjects_idx" ON "idempotency_records" USING GIN ("subjects");

CREATE TYPE "deletion_subject" AS ENUM ('dataset', 'job');
CREATE TYPE "deletion_part" AS ENUM ('everything', 'upload', 'raw', 'results');
CREATE TYPE "deletion_reason" AS ENUM ('request', 'retention');

CREATE TABLE "deletions" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "team_id" TEXT NOT NULL,
    "subject_kind" "deletion_subject" NOT NULL,
    "subject_id" TEXT NOT NULL,
    "subject_name" TEXT NOT NULL,
    "part" "deletion_part" NOT NULL,
    "reason" "deletion_reason" NOT NULL,
    "requested_by" JSONB NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 0,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "progress" JSONB NOT NULL,
    "error" JSONB,
    "finished_at" TIMESTAMPTZ(3),
    "report" JSONB,

    CONSTRAINT "deletions_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "deletions_organization_id_id_idx" ON "deletions"("organization_id", "id");
CREATE INDEX "deletions_organization_id_subject_id_idx" ON "deletions"("organization_id", "subject_id");
CREATE INDEX "deletions_due_at_idx" ON "deletions"("due_at");

ALTER TABLE "deletions" ADD CONSTRAINT "deletions_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "deletions" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "deletions" FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "deletions" USING (organization_id = current_organization())
  WITH CHECK (organization_id = current_organization());
CREATE POLICY owner_reads ON "deletions" FOR SELECT TO CURRENT_USER USING (true);

CREATE OR REPLACE FUNCTION "due_work"(due_before timestamptz, at_most integer)
  RETURNS TABLE (organization_id text, kind text, id text, state text, version integer)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$
    SELECT work.organization_id, work.kind, work.id, work.state, work.version FROM (
      SELECT organization_id, 'dataset', id, state::text, version, due_at FROM datasets WHERE due_at <= due_before
      UNION ALL
      SELECT organization_id, 'job', id, state::text, version, due_at FROM jobs WHERE due_at <= due_before
      UNION ALL
      SELECT organization_id, CASE channel WHEN 'batch' THEN 'batch' ELSE 'run' END, id, state::text, version, due_at
        FROM batches WHERE due_at <= due_before
      UNION ALL
      SELECT organization_id, 'extra', id, 'extra', version, due_at FROM extra_batches WHERE due_at <= due_before
      UNION ALL
      SELECT organization_id, 'deletion', id, 'deletion', version, due_at FROM deletions WHERE due_at <= due_before
    ) AS work (organization_id, kind, id, state, version, due_at)
    ORDER BY due_at LIMIT at_most
  $$;

-- Whose data is not kept for ever, for the timer that looks.
CREATE FUNCTION "organizations_with_retention"()
  RETURNS TABLE (id text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$ SELECT id FROM organizations
    WHERE upload_days IS NOT NULL OR results_days IS NOT NULL OR raw_days IS NOT NULL $$;

REVOKE ALL ON FUNCTION "organizations_with_retention"() FROM PUBLIC;
