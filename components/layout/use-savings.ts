"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { SavingsReport } from "@/lib/contracts/reports";
import { api } from "./api";
import { useLiveInterval } from "./live";
import type { DayRange } from "./savings-days";

export type GroupBy = "team" | "provider" | "model" | "job" | "day";

/** Real and simulated money are two reports and never one sum. */
export type MoneyKind = "real" | "simulated";

/** The savings of a range of days, in the kind of money that is there, or the chosen one where both are. */
export function useSavings(range: DayRange, groupBy: GroupBy) {
  const [chosen, setChosen] = useState<MoneyKind | null>(null);
  const refetchInterval = useLiveInterval();
  const optionsFor = (simulated: "true" | "false") => ({
    ...api.reports.savings.queryOptions({ input: { ...range, groupBy, simulated } }),
    refetchInterval,
    placeholderData: keepIfSameGroup,
  });
  const real = useQuery(optionsFor("false"));
  const simulated = useQuery(optionsFor("true"));

  const both = hasFigures(real.data) && hasFigures(simulated.data);
  const kind = chooseKind(hasFigures(real.data), hasFigures(simulated.data), chosen);
  const shown = kind === "real" ? real : simulated;
  return {
    report: shown.data,
    kind,
    choose: both ? setChosen : null,
    empty: !hasFigures(shown.data),
    isPending: real.isPending || simulated.isPending,
    isStale: shown.isPlaceholderData,
    error: real.error ?? simulated.error,
    refetch: () => Promise.all([real.refetch(), simulated.refetch()]),
    isFetching: real.isFetching || simulated.isFetching,
  };

  /** While another range loads the last figures stay; those of another grouping would lie. */
  function keepIfSameGroup(
    previous: SavingsReport | undefined,
    query: { queryKey: readonly unknown[] } | undefined,
  ): SavingsReport | undefined {
    const matches = JSON.stringify(query?.queryKey ?? null).includes(`"groupBy":"${groupBy}"`);
    return matches ? previous : undefined;
  }
}

/** The kind to show: the chosen one if both are there, else the one that is, else real. */
export function chooseKind(
  hasReal: boolean,
  hasSimulated: boolean,
  chosen: MoneyKind | null,
): MoneyKind {
  if (hasReal && hasSimulated) return chosen ?? "real";
  return hasSimulated ? "simulated" : "real";
}

function hasFigures(report: SavingsReport | undefined): boolean {
  return report !== undefined && (report.data.length > 0 || report.unpricedRows > 0);
}
