import { askForAddress } from "@/lib/account/change-address";
import {
  endOtherSessions,
  endSession,
  listOwnSessions,
  showAccount,
  updateAccount,
} from "@/lib/account/own-account";
import {
  beginSecondFactor,
  confirmSecondFactor,
  endSecondFactor,
  renewRecoveryCodes,
} from "@/lib/account/second-step";
import type { Self } from "@/lib/account/self";
import { changePassword } from "@/lib/account/set-password";
import { AppError } from "@/lib/errors";
import type { Runtime } from "@/lib/runtime";
import { type ApiContext, api } from "./api-context";

const DONE = { done: true } as const;

/** The person who asks: no key was admitted. */
function self({ process, caller }: ApiContext): readonly [Runtime, Self] {
  const { userId, sessionId } = caller;
  if (userId && sessionId) return [process.runtime, { userId, sessionId }];
  throw new AppError("internal", "An account was asked for without a person.");
}

/** What people do with their own account. */
export const accountRouter = {
  get: api.account.get.handler(({ context }) => showAccount(...self(context))),
  update: api.account.update.handler(({ input, context }) =>
    updateAccount(...self(context), input),
  ),
  changePassword: api.account.changePassword.handler(async ({ input, context }) => {
    await changePassword(...self(context), input);
    return DONE;
  }),
  changeEmail: api.account.changeEmail.handler(async ({ input, context }) => {
    await askForAddress(...self(context), input);
    return DONE;
  }),
  sessions: {
    list: api.account.sessions.list.handler(({ context }) => listOwnSessions(...self(context))),
    end: api.account.sessions.end.handler(({ input, context }) =>
      endSession(...self(context), input.id),
    ),
    endOthers: api.account.sessions.endOthers.handler(({ context }) =>
      endOtherSessions(...self(context)),
    ),
  },
  secondFactor: {
    begin: api.account.secondFactor.begin.handler(({ input, context }) =>
      beginSecondFactor(...self(context), input.password),
    ),
    confirm: api.account.secondFactor.confirm.handler(async ({ input, context }) => ({
      recoveryCodes: await confirmSecondFactor(...self(context), input.code),
    })),
    renewCodes: api.account.secondFactor.renewCodes.handler(async ({ input, context }) => ({
      recoveryCodes: await renewRecoveryCodes(...self(context), input.code),
    })),
    end: api.account.secondFactor.end.handler(async ({ input, context }) => {
      await endSecondFactor(...self(context), input.code);
      return DONE;
    }),
  },
};
