/** A request line, ready to be frozen in the job. */
export interface EncodedLine {
  /** The provider's endpoint that all lines of the batch name. */
  readonly endpoint: string;
  /** Compact JSON of one whole line, its `custom_id` made of the row mark. */
  readonly line: string;
}
