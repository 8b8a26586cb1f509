ALTER TABLE "jobs" ADD COLUMN "requests" JSONB;
