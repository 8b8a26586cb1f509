-- How long an organization keeps its audit log, in days; null: for ever. Entries hold addresses of people, which are
-- kept no longer than they are of use unless somebody has decided so.
ALTER TABLE "organizations" ADD COLUMN "audit_days" INTEGER DEFAULT 365;
ALTER TABLE "organizations" ADD CONSTRAINT "organizations_audit_days_check" CHECK ("audit_days" BETWEEN 30 AND 3650);

-- Read newest first, page by page; all, or those of one actor.
DROP INDEX "audit_entries_organization_id_at_idx";
CREATE INDEX "audit_entries_organization_id_at_id_idx" ON "audit_entries"("organization_id", "at", "id");
CREATE INDEX "audit_entries_organization_id_actor_id_at_idx" ON "audit_entries"("organization_id", "actor_id", "at");

-- The application may not delete an entry. It may ask for those to go that are older than their organization keeps them:
-- never younger ones, whatever time it names, and no setting below the bound above is taken.
CREATE POLICY owner_forgets ON "audit_entries" FOR DELETE TO CURRENT_USER USING (true);
CREATE FUNCTION "forget_audit_entries"(at timestamptz)
  RETURNS TABLE (organization_id text, forgotten bigint)
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$
    WITH gone AS (
      DELETE FROM audit_entries e USING organizations o
      WHERE o.id = e.organization_id AND e.at < least(forget_audit_entries.at, now()) - make_interval(days => o.audit_days)
      RETURNING e.organization_id)
    SELECT g.organization_id, count(*) FROM gone g GROUP BY g.organization_id
  $$;
REVOKE ALL ON FUNCTION "forget_audit_entries"(timestamptz) FROM PUBLIC;
