/** The condition that a row belongs to one of these teams; null: to any, or to none. */
export const inTeams = (
  teams: readonly string[] | null,
): { readonly teamId?: { readonly in: string[] } } =>
  teams === null ? {} : { teamId: { in: [...teams] } };
