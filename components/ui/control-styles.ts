/** The looks shared by everything that takes a value: input, textarea, select. */
export const controlStyles =
  "w-full min-w-0 rounded-md border border-control bg-surface px-3 text-base text-ink shadow-card transition-colors placeholder:text-muted hover:border-muted focus-visible:border-ring disabled:cursor-not-allowed disabled:bg-sunken disabled:opacity-60 aria-invalid:border-danger";
