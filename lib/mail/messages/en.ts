/** Every text of the mails; the other languages have the same keys. */
export const en = {
  language: "en",
  jobEnded: {
    subject: {
      completed: "Job “{name}” is complete",
      completed_with_errors: "Job “{name}” is complete, with errors",
      failed: "Job “{name}” failed",
      cancelled: "Job “{name}” was cancelled",
    },
    intro: {
      completed: "Every row has its result.",
      completed_with_errors: "Some rows have no result. The results file says why, row by row.",
      failed: "No row has a result. The job’s page says what happened.",
      cancelled: "Rows that were done before have their results.",
    },
    rows: "Rows",
    succeeded: "Succeeded",
    failed: "Failed",
    expired: "Expired",
    cancelled: "Cancelled",
    billed: "Billed",
    realtime: "Same results in real time",
    savings: "Saved",
    unpriced: {
      one: "One row could not be priced and is in none of these amounts.",
      other: "{count} rows could not be priced and are in none of these amounts.",
    },
    simulated: "The money is simulated: this job ran on the sandbox and nobody was billed.",
    open: "Open the job",
  },
} as const;

/** The shape of the English texts, with any words in it. */
export type MailMessages = Texts<typeof en>;

type Texts<Shape> = {
  [Key in keyof Shape]: Shape[Key] extends string ? string : Texts<Shape[Key]>;
};
