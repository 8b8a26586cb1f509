CREATE TABLE "learned_limits" (
    "organization_id" TEXT NOT NULL,
    "connection_id" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "value" BIGINT NOT NULL,
    "learned_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "learned_limits_pkey" PRIMARY KEY ("organization_id","connection_id","model","kind")
);

ALTER TABLE "learned_limits" ADD CONSTRAINT "learned_limits_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connections"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "learned_limits" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "learned_limits" FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "learned_limits" USING (organization_id = current_organization())
  WITH CHECK (organization_id = current_organization());
CREATE POLICY owner_reads ON "learned_limits" FOR SELECT TO CURRENT_USER USING (true);
