-- What an organization has agreed with a provider, as it was put down, and the prices that follow from it.
CREATE TABLE "price_agreements" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "model" TEXT,
    "channels" TEXT[] NOT NULL,
    "terms" JSONB NOT NULL,
    "valid_from" TIMESTAMPTZ(3) NOT NULL,
    "valid_to" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "price_agreements_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "price_agreements_period" CHECK ("valid_to" IS NULL OR "valid_to" > "valid_from")
);
CREATE INDEX "price_agreements_organization_id_id_idx" ON "price_agreements"("organization_id", "id");
ALTER TABLE "price_agreements" ADD CONSTRAINT "price_agreements_organization_id_fkey"
  FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE TABLE "agreed_prices" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "agreement_id" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "meter" TEXT NOT NULL,
    "tier_min_tokens" INTEGER NOT NULL,
    "pico_per_token" DECIMAL(38,0) NOT NULL,
    "valid_from" TIMESTAMPTZ(3) NOT NULL,
    "valid_to" TIMESTAMPTZ(3),
    "source" TEXT NOT NULL,
    "read_on" DATE NOT NULL,

    CONSTRAINT "agreed_prices_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "agreed_prices_price" CHECK ("pico_per_token" >= 0)
);
CREATE INDEX "agreed_prices_organization_id_idx" ON "agreed_prices"("organization_id");
CREATE INDEX "agreed_prices_agreement_id_idx" ON "agreed_prices"("agreement_id");
ALTER TABLE "agreed_prices" ADD CONSTRAINT "agreed_prices_agreement_id_fkey"
  FOREIGN KEY ("agreement_id") REFERENCES "price_agreements"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "price_agreements" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "price_agreements" FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "price_agreements" USING (organization_id = current_organization())
  WITH CHECK (organization_id = current_organization());
CREATE POLICY owner_reads ON "price_agreements" FOR SELECT TO CURRENT_USER USING (true);
ALTER TABLE "agreed_prices" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "agreed_prices" FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "agreed_prices" USING (organization_id = current_organization())
  WITH CHECK (organization_id = current_organization());
CREATE POLICY owner_reads ON "agreed_prices" FOR SELECT TO CURRENT_USER USING (true);
