import { Prisma } from "./generated/client";

/** `numeric(38,0)` of pico-dollars ↔ bigint. */
export const toMoney = (value: Prisma.Decimal): bigint => BigInt(value.toFixed(0));

export const toMoneyOrNull = (value: Prisma.Decimal | null): bigint | null =>
  value === null ? null : toMoney(value);

export const fromMoney = (value: bigint): Prisma.Decimal => new Prisma.Decimal(value.toString());

export const fromMoneyOrNull = (value: bigint | null): Prisma.Decimal | null =>
  value === null ? null : fromMoney(value);
