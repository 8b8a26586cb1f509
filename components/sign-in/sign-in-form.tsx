"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { z } from "zod";
import { useProblem } from "../layout/use-problem";
import { Alert } from "../ui/alert";
import { Button } from "../ui/button";
import { Field } from "../ui/field";
import { Input } from "../ui/input";
import { signInBy } from "./calls";
import { LINK } from "./link-style";
import { Divider } from "./provider-buttons";

const formSchema = z.object({
  email: z.string().trim().pipe(z.email()),
  password: z.string().min(1),
});
type FormValues = z.infer<typeof formSchema>;

type SignInFormProps = {
  returnPath: string;
  demo: boolean;
  mail: boolean;
  failure: string | null;
};

export function SignInForm({ returnPath, demo, mail, failure }: SignInFormProps) {
  const t = useTranslations("sign-in");
  const { problem, pending, attempt } = useSignIn(returnPath, failure);
  const { register, handleSubmit, formState } = useForm<FormValues>({
    resolver: zodResolver(formSchema),
    defaultValues: { email: "", password: "" },
  });
  const { errors } = formState;
  return (
    <form
      noValidate
      // Sent before this script runs, a form without a method would put the password into the address.
      method="post"
      onSubmit={handleSubmit((values) => attempt("password", values))}
      className="grid gap-4"
    >
      {problem ? <Alert tone="danger" announce title={problem} /> : null}
      <Field label={t("email")} error={errors.email ? t("emailInvalid") : null}>
        {(control) => (
          <Input type="email" autoComplete="username" {...control} {...register("email")} />
        )}
      </Field>
      <Field label={t("password")} error={errors.password ? t("passwordMissing") : null}>
        {(control) => (
          <Input
            type="password"
            autoComplete="current-password"
            {...control}
            {...register("password")}
          />
        )}
      </Field>
      <Button
        type="submit"
        variant="primary"
        pending={pending === "password"}
        disabled={pending !== null}
      >
        {t("signIn")}
      </Button>
      {mail ? (
        <p className="flex flex-wrap justify-between gap-x-4 gap-y-1 text-sm">
          <Link href="/sign-in/link" className={LINK}>
            {t("byLink")}
          </Link>
          <Link href="/sign-in/reset" className={LINK}>
            {t("forgotten")}
          </Link>
        </p>
      ) : null}
      {demo ? (
        <DemoEntry
          pending={pending === "demo"}
          disabled={pending !== null}
          onTry={() => attempt("demo", {})}
        />
      ) : null}
    </form>
  );
}

type DemoEntryProps = { pending: boolean; disabled: boolean; onTry: () => void };

function DemoEntry({ pending, disabled, onTry }: DemoEntryProps) {
  const t = useTranslations("sign-in");
  return (
    <div className="grid gap-3">
      <Divider>{t("or")}</Divider>
      <Button pending={pending} disabled={disabled} onClick={onTry}>
        {t("tryDemo")}
      </Button>
      <p className="text-center text-muted text-sm">{t("demoHint")}</p>
    </div>
  );
}

function useSignIn(returnPath: string, failure: string | null) {
  const t = useTranslations("sign-in");
  const problemText = useProblem();
  const known = failure !== null && t.has(`failures.${failure}`);
  const before = failure === null ? null : t(known ? `failures.${failure}` : "unavailable");
  const [problem, setProblem] = useState<string | null>(before);
  const [pending, setPending] = useState<"password" | "demo" | null>(null);
  const attempt = async (way: "password" | "demo", values: Partial<FormValues>) => {
    setPending(way);
    setProblem(null);
    await signInBy(way, values).then(
      () => window.location.assign(returnPath),
      (error) => {
        setPending(null);
        setProblem(problemText(error));
      },
    );
  };
  return { problem, pending, attempt };
}
