import { type Audited, send, silent } from "./audited-operation";
import { beginSecondFactor } from "./audited-things";
import { codeOf } from "./authenticator";
import { TEST_PASSWORD } from "./test-line";

/** What a person does with their own account, in the order of the table. */
export const ACCOUNT_OPERATIONS: Audited = {
  "account.update": silent("a person's name and language are of no organization"),
  "account.changeEmail": silent("sends a link; opening it is noted"),
  "account.sessions.end": silent("takes access only from whoever asks"),
  "account.sessions.endOthers": silent("takes access only from whoever asks"),
  "account.secondFactor.begin": silent("nothing holds before the first code"),
  "account.secondFactor.confirm": {
    action: "person.secondFactorOn",
    prepare: beginSecondFactor,
    call: async (_, doer, id) => {
      const body = { code: codeOf(id) };
      const answer = await doer.call("POST", "/v1/account/second-factor/confirm", { body });
      codes = answer.body.recoveryCodes;
      return answer;
    },
  },
  "account.secondFactor.renewCodes": {
    action: "person.recoveryCodesRenewed",
    call: async (_, doer) => {
      const body = { code: codes[0] };
      const answer = await doer.call("POST", "/v1/account/second-factor/recovery-codes", { body });
      codes = answer.body.recoveryCodes;
      return answer;
    },
  },
  "account.secondFactor.end": {
    action: "person.secondFactorOff",
    call: (_, doer) =>
      doer.call("POST", "/v1/account/second-factor/end", { body: { code: codes[1] } }),
  },
  "account.changePassword": {
    action: "person.passwordChanged",
    call: send("POST", "/v1/account/password", ({ secret }) => ({
      ...{ current: TEST_PASSWORD, password: `${secret} violet drum` },
    })),
  },
};

/** The recovery codes that hold, from the operation that made them to those that use one. */
let codes: string[] = [];
