-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "batch_state" AS ENUM ('planned', 'submitting', 'running', 'collecting', 'settled', 'cancelled', 'attention');

-- CreateEnum
CREATE TYPE "provider_kind" AS ENUM ('openai');

-- CreateEnum
CREATE TYPE "dataset_state" AS ENUM ('importing', 'ready', 'failed');

-- CreateEnum
CREATE TYPE "job_state" AS ENUM ('estimating', 'awaiting_approval', 'cutting', 'running', 'finishing', 'paused', 'cancelling', 'completed', 'completed_with_errors', 'failed', 'cancelled');

-- CreateEnum
CREATE TYPE "role" AS ENUM ('owner');

-- CreateTable
CREATE TABLE "batches" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "job_id" TEXT NOT NULL,
    "connection_id" TEXT NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "attempt" INTEGER NOT NULL,
    "repair_of_id" TEXT,
    "state" "batch_state" NOT NULL DEFAULT 'planned',
    "version" INTEGER NOT NULL DEFAULT 0,
    "due_at" TIMESTAMPTZ(3),
    "first_row" INTEGER,
    "last_row" INTEGER,
    "rows" INTEGER NOT NULL,
    "bytes" BIGINT NOT NULL DEFAULT 0,
    "estimated_tokens" BIGINT NOT NULL DEFAULT 0,
    "sha256" TEXT,
    "submission" INTEGER NOT NULL DEFAULT 0,
    "claim_token" TEXT,
    "claimed_at" TIMESTAMPTZ(3),
    "creating_at" TIMESTAMPTZ(3),
    "staged_id" TEXT,
    "remote_id" TEXT,
    "remote_state" TEXT,
    "remote_counts" JSONB,
    "waits" INTEGER NOT NULL DEFAULT 0,
    "rereads" INTEGER NOT NULL DEFAULT 0,
    "succeeded" INTEGER NOT NULL DEFAULT 0,
    "failed" INTEGER NOT NULL DEFAULT 0,
    "expired" INTEGER NOT NULL DEFAULT 0,
    "cancelled" INTEGER NOT NULL DEFAULT 0,
    "retryable" INTEGER NOT NULL DEFAULT 0,
    "retryable_expired" INTEGER NOT NULL DEFAULT 0,
    "strangers" INTEGER NOT NULL DEFAULT 0,
    "unpriced_rows" INTEGER NOT NULL DEFAULT 0,
    "outcomes_id" TEXT,
    "rates" JSONB NOT NULL DEFAULT '[]',
    "fault" JSONB,
    "cancel_sent_at" TIMESTAMPTZ(3),
    "error" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "submitted_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "settled_at" TIMESTAMPTZ(3),

    CONSTRAINT "batches_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "extra_batches" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "batch_id" TEXT NOT NULL,
    "remote_id" TEXT NOT NULL,
    "due_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 0,
    "settled_at" TIMESTAMPTZ(3),
    "unpriced_rows" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "extra_batches_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "connections" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "provider" "provider_kind" NOT NULL,
    "sealed_key" BYTEA NOT NULL,
    "key_hint" TEXT NOT NULL,
    "base_url" TEXT,
    "simulated" BOOLEAN NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "connections_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "datasets" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "file_name" TEXT NOT NULL,
    "state" "dataset_state" NOT NULL DEFAULT 'importing',
    "version" INTEGER NOT NULL DEFAULT 0,
    "due_at" TIMESTAMPTZ(3),
    "format" TEXT,
    "rows" INTEGER NOT NULL DEFAULT 0,
    "rejected" INTEGER NOT NULL DEFAULT 0,
    "blank" INTEGER NOT NULL DEFAULT 0,
    "lines" INTEGER NOT NULL DEFAULT 0,
    "bytes" BIGINT NOT NULL DEFAULT 0,
    "sha256" TEXT,
    "imported_bytes" BIGINT NOT NULL DEFAULT 0,
    "columns" JSONB NOT NULL DEFAULT '[]',
    "parts" JSONB NOT NULL DEFAULT '[]',
    "notices" JSONB NOT NULL DEFAULT '[]',
    "error" JSONB,
    "created_by_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ready_at" TIMESTAMPTZ(3),

    CONSTRAINT "datasets_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "jobs" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "team_id" TEXT NOT NULL,
    "dataset_id" TEXT NOT NULL,
    "connection_id" TEXT NOT NULL,
    "created_by_id" TEXT,
    "name" TEXT NOT NULL,
    "provider" "provider_kind" NOT NULL,
    "model" TEXT NOT NULL,
    "simulated" BOOLEAN NOT NULL,
    "state" "job_state" NOT NULL DEFAULT 'estimating',
    "version" INTEGER NOT NULL DEFAULT 0,
    "due_at" TIMESTAMPTZ(3),
    "sealed_request" BYTEA NOT NULL,
    "request_hash" TEXT NOT NULL,
    "sealed_line" BYTEA,
    "endpoint" TEXT,
    "strategy" JSONB NOT NULL,
    "completion_window_hours" INTEGER NOT NULL,
    "budget" DECIMAL(38,0),
    "max_attempts" INTEGER NOT NULL,
    "auto_approve" BOOLEAN NOT NULL,
    "estimate" JSONB,
    "ceiling" DECIMAL(38,0),
    "rows" INTEGER NOT NULL DEFAULT 0,
    "succeeded" INTEGER NOT NULL DEFAULT 0,
    "failed" INTEGER NOT NULL DEFAULT 0,
    "expired" INTEGER NOT NULL DEFAULT 0,
    "cancelled" INTEGER NOT NULL DEFAULT 0,
    "unpriced_rows" INTEGER NOT NULL DEFAULT 0,
    "retryable" INTEGER NOT NULL DEFAULT 0,
    "cancel_requested_at" TIMESTAMPTZ(3),
    "attention" JSONB,
    "error" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "approved_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "reported_at" TIMESTAMPTZ(3),

    CONSTRAINT "jobs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ledger_entries" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "team_id" TEXT NOT NULL,
    "job_id" TEXT NOT NULL,
    "batch_id" TEXT NOT NULL,
    "remote_id" TEXT NOT NULL,
    "provider" "provider_kind" NOT NULL,
    "model" TEXT NOT NULL,
    "meter" TEXT NOT NULL,
    "price_id" TEXT NOT NULL,
    "price" JSONB NOT NULL,
    "usable" BOOLEAN NOT NULL,
    "revision" INTEGER NOT NULL,
    "quantity" DECIMAL(38,0) NOT NULL,
    "billed" DECIMAL(38,0) NOT NULL,
    "realtime" DECIMAL(38,0) NOT NULL,
    "simulated" BOOLEAN NOT NULL,
    "day" DATE NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ledger_entries_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "organizations" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "wrapped_data_key" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "organizations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "teams" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "teams_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "users" (
    "id" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "password_hash" TEXT NOT NULL,
    "locale" TEXT NOT NULL DEFAULT 'en',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "memberships" (
    "organization_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "role" "role" NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "memberships_pkey" PRIMARY KEY ("organization_id","user_id")
);

-- CreateTable
CREATE TABLE "api_keys" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_keys_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "idempotency_records" (
    "organization_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "operation" TEXT NOT NULL,
    "request_hash" TEXT NOT NULL,
    "status" INTEGER,
    "sealed_answer" BYTEA,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "claimed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotency_records_pkey" PRIMARY KEY ("organization_id","operation","key")
);

-- CreateTable
CREATE TABLE "installation" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "master_key_check" BYTEA NOT NULL,
    "initialized_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "installation_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "batches_repair_of_id_key" ON "batches"("repair_of_id");

-- CreateIndex
CREATE INDEX "batches_organization_id_job_id_idx" ON "batches"("organization_id", "job_id");

-- CreateIndex
CREATE INDEX "batches_due_at_idx" ON "batches"("due_at");

-- CreateIndex
CREATE UNIQUE INDEX "batches_job_id_ordinal_key" ON "batches"("job_id", "ordinal");

-- CreateIndex
CREATE INDEX "extra_batches_due_at_idx" ON "extra_batches"("due_at");

-- CreateIndex
CREATE UNIQUE INDEX "extra_batches_organization_id_remote_id_key" ON "extra_batches"("organization_id", "remote_id");

-- CreateIndex
CREATE UNIQUE INDEX "connections_organization_id_name_key" ON "connections"("organization_id", "name");

-- CreateIndex
CREATE INDEX "datasets_organization_id_created_at_idx" ON "datasets"("organization_id", "created_at");

-- CreateIndex
CREATE INDEX "datasets_due_at_idx" ON "datasets"("due_at");

-- CreateIndex
CREATE INDEX "jobs_organization_id_created_at_idx" ON "jobs"("organization_id", "created_at");

-- CreateIndex
CREATE INDEX "jobs_due_at_idx" ON "jobs"("due_at");

-- CreateIndex
CREATE INDEX "jobs_organization_id_request_hash_model_idx" ON "jobs"("organization_id", "request_hash", "model");

-- CreateIndex
CREATE INDEX "ledger_entries_organization_id_day_idx" ON "ledger_entries"("organization_id", "day");

-- CreateIndex
CREATE INDEX "ledger_entries_organization_id_job_id_idx" ON "ledger_entries"("organization_id", "job_id");

-- CreateIndex
CREATE UNIQUE INDEX "ledger_entries_batch_id_remote_id_meter_price_id_usable_rev_key" ON "ledger_entries"("batch_id", "remote_id", "meter", "price_id", "usable", "revision");

-- CreateIndex
CREATE UNIQUE INDEX "teams_organization_id_name_key" ON "teams"("organization_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "users_email_key" ON "users"("email");

-- CreateIndex
CREATE INDEX "memberships_user_id_idx" ON "memberships"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "api_keys_hash_key" ON "api_keys"("hash");

-- CreateIndex
CREATE INDEX "api_keys_organization_id_created_at_idx" ON "api_keys"("organization_id", "created_at");

-- AddForeignKey
ALTER TABLE "batches" ADD CONSTRAINT "batches_job_id_fkey" FOREIGN KEY ("job_id") REFERENCES "jobs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "batches" ADD CONSTRAINT "batches_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connections"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "extra_batches" ADD CONSTRAINT "extra_batches_batch_id_fkey" FOREIGN KEY ("batch_id") REFERENCES "batches"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "connections" ADD CONSTRAINT "connections_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "datasets" ADD CONSTRAINT "datasets_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "jobs" ADD CONSTRAINT "jobs_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "jobs" ADD CONSTRAINT "jobs_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "teams"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "jobs" ADD CONSTRAINT "jobs_dataset_id_fkey" FOREIGN KEY ("dataset_id") REFERENCES "datasets"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "jobs" ADD CONSTRAINT "jobs_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connections"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ledger_entries" ADD CONSTRAINT "ledger_entries_job_id_fkey" FOREIGN KEY ("job_id") REFERENCES "jobs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ledger_entries" ADD CONSTRAINT "ledger_entries_batch_id_fkey" FOREIGN KEY ("batch_id") REFERENCES "batches"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "teams" ADD CONSTRAINT "teams_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Tenants are apart beneath the application too. Each transaction names its organization; without one, no row is seen.
-- FORCE, because a table's owner would otherwise pass. The owner role (migrations, the lookups below) may read across.
CREATE FUNCTION "current_organization"() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT nullif(current_setting('tranche.organization_id', true), '') $$;

DO $$
DECLARE
  tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY[
    'teams', 'memberships', 'api_keys', 'idempotency_records', 'connections', 'datasets', 'jobs', 'batches',
    'extra_batches', 'ledger_entries'
  ] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format(
      'CREATE POLICY tenant ON %I USING (organization_id = current_organization())
         WITH CHECK (organization_id = current_organization())', tenant_table);
    EXECUTE format('CREATE POLICY owner_reads ON %I FOR SELECT TO CURRENT_USER USING (true)', tenant_table);
  END LOOP;
END $$;

ALTER TABLE "organizations" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "organizations" FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "organizations" USING (id = current_organization()) WITH CHECK (id = current_organization());
CREATE POLICY owner_reads ON "organizations" FOR SELECT TO CURRENT_USER USING (true);

-- The only questions that have no organization yet: whose key, whose membership, what is due, which accounts are busy.
CREATE FUNCTION "organization_of_api_key"(key_hash text) RETURNS TABLE (organization_id text, id text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$ SELECT organization_id, id FROM api_keys WHERE hash = key_hash AND revoked_at IS NULL $$;

CREATE FUNCTION "memberships_of_user"(wanted_user_id text)
  RETURNS TABLE (organization_id text, organization_name text, role text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$
    SELECT m.organization_id, o.name, m.role::text
    FROM memberships m JOIN organizations o ON o.id = m.organization_id
    WHERE m.user_id = wanted_user_id ORDER BY m.created_at, m.organization_id
  $$;

CREATE FUNCTION "due_work"(due_before timestamptz, at_most integer)
  RETURNS TABLE (organization_id text, kind text, id text, state text, version integer)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$
    SELECT work.organization_id, work.kind, work.id, work.state, work.version FROM (
      SELECT organization_id, 'dataset', id, state::text, version, due_at FROM datasets WHERE due_at <= due_before
      UNION ALL
      SELECT organization_id, 'job', id, state::text, version, due_at FROM jobs WHERE due_at <= due_before
      UNION ALL
      SELECT organization_id, 'batch', id, state::text, version, due_at FROM batches WHERE due_at <= due_before
      UNION ALL
      SELECT organization_id, 'extra', id, 'extra', version, due_at FROM extra_batches WHERE due_at <= due_before
    ) AS work (organization_id, kind, id, state, version, due_at)
    ORDER BY due_at LIMIT at_most
  $$;

CREATE FUNCTION "active_connections"(since timestamptz)
  RETURNS TABLE (organization_id text, id text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$ SELECT DISTINCT organization_id, connection_id FROM batches
    WHERE coalesce(submitted_at, creating_at) >= since $$;

REVOKE ALL ON FUNCTION "organization_of_api_key"(text), "memberships_of_user"(text),
  "due_work"(timestamptz, integer), "active_connections"(timestamptz) FROM PUBLIC;
