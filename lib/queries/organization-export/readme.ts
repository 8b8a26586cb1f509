/** Stands in the archive, for whoever opens it years later. */
export const README = `# Export of an organization from Tranche

| File | Holds |
|---|---|
| organization.json | The organization, with how long it keeps what, and its limits |
| members.jsonl | Who belongs to it, and in which role |
| teams.jsonl | Its teams |
| api-keys.jsonl | Its API keys: name, scopes, times; never their secrets |
| connections.jsonl | Its provider accounts; never their keys |
| datasets.jsonl | Its datasets, with columns and counts |
| datasets/{id}/… | Each file as it was uploaded, byte for byte |
| jobs.jsonl | Its jobs, with the request template, strategy, counts and cost |
| jobs/{id}/results.jsonl | The results of a job, in the order of its dataset |
| ledger.jsonl | Every entry of the ledger; \`quantity\` in tokens, \`billed\` and \`realtime\` in millionths of a millionth of a US dollar |
| deletions.jsonl | What was deleted, when, and the receipt |
| audit.jsonl | Who did what, when and from where |
| manifest.json | Size and SHA-256 of each file above |

JSON Lines: one JSON object in each line, UTF-8. Times are ISO 8601 in UTC. Ids are the same in all files. What was removed
before the export, by hand or by a retention setting, is not in it. The files were read one after the other: what changed
meanwhile may stand in a later one only.
`;
