import type { ReactNode } from "react";
import { Initials } from "../layout/account-menu";
import { EmailText } from "./email-text";

type PersonCellProps = { name: string; email: string; mark?: ReactNode; below?: ReactNode };

/** Who it is, for the first cell of a row. */
export function PersonCell({ name, email, mark, below }: PersonCellProps) {
  return (
    <span className="flex min-w-0 items-center gap-3">
      <span className="max-sm:hidden">
        <Initials name={name} />
      </span>
      <span className="grid min-w-0">
        <span className="flex flex-wrap items-center gap-x-2 font-medium">
          <span className="wrap-break-word min-w-0">{name}</span>
          {mark}
        </span>
        <span className="wrap-break-word text-muted text-sm">
          <EmailText email={email} />
        </span>
        {below}
      </span>
    </span>
  );
}
