/** Where a thing of the log can be looked at; null where it has no place of its own. */
export function subjectLink({ kind, id }: { readonly kind: string; readonly id: string }) {
  switch (kind) {
    case "dataset":
      return `/datasets/${id}`;
    case "job":
      return `/jobs/${id}`;
    case "connection":
      return "/connections";
    case "key":
      return "/settings/api-keys";
    case "team":
      return `/settings/teams/${id}`;
    case "member":
    case "person":
    case "invitation":
      return "/settings/members";
    case "agreement":
      return "/prices/agreements";
    case "organization":
      return "/settings";
    default:
      return null;
  }
}
