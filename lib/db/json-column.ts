import { Prisma } from "./generated/client";

/** Values of our own making go into `jsonb` columns as they are; a null means the column is empty. */
export const toJson = (value: unknown): Prisma.InputJsonValue => value as Prisma.InputJsonValue;

export const toJsonOrNull = (value: unknown) =>
  value === null || value === undefined ? Prisma.DbNull : toJson(value);
