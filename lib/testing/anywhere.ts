/** Of something new: made by nobody in particular, in whichever team comes first. */
export const ANYWHERE = { createdById: null, teamId: null, teams: null } as const;
