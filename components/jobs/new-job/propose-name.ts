/** A name for a job from what is chosen so far, at most 200 characters, empty while nothing is. */
export function proposeJobName(datasetName: string, model: string): string {
  const parts = [datasetName.replace(/\.[a-z0-9]{1,8}$/i, ""), model].filter((part) => part !== "");
  return parts.join(" · ").slice(0, 200);
}
