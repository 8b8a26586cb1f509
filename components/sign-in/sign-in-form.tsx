"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { signIn } from "next-auth/react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { z } from "zod";
import { Alert } from "../ui/alert";
import { Button } from "../ui/button";
import { Field } from "../ui/field";
import { Input } from "../ui/input";

const formSchema = z.object({
  email: z.string().trim().pipe(z.email()),
  password: z.string().min(1),
});
type FormValues = z.infer<typeof formSchema>;

/** What went wrong: the pair was refused, or the sign-in could not be carried out. */
type Failure = "refused" | "unavailable";

type SignInFormProps = { returnPath: string; demo: boolean; failed: boolean };

export function SignInForm({ returnPath, demo, failed }: SignInFormProps) {
  const t = useTranslations("sign-in");
  const { failure, pending, attempt } = useSignIn(returnPath, failed);
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
      onSubmit={handleSubmit((values) => attempt("credentials", values))}
      className="grid gap-4"
    >
      {failure ? <Alert tone="danger" announce title={t(failure)} /> : null}
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
        pending={pending === "credentials"}
        disabled={pending !== null}
      >
        {t("signIn")}
      </Button>
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
      <p className="flex items-center gap-3 text-muted text-sm before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
        {t("or")}
      </p>
      <Button pending={pending} disabled={disabled} onClick={onTry}>
        {t("tryDemo")}
      </Button>
      <p className="text-center text-muted text-sm">{t("demoHint")}</p>
    </div>
  );
}

type Way = "credentials" | "demo";

function useSignIn(returnPath: string, failed: boolean) {
  const [failure, setFailure] = useState<Failure | null>(failed ? "unavailable" : null);
  const [pending, setPending] = useState<Way | null>(null);
  const attempt = async (way: Way, values: Partial<FormValues>) => {
    setPending(way);
    setFailure(null);
    const result = await signIn(way, { ...values, redirect: false }).catch(() => undefined);
    if (result?.ok && !result.error) {
      window.location.assign(returnPath);
      return;
    }
    setPending(null);
    setFailure(
      result?.error === "CredentialsSignin" && way === "credentials" ? "refused" : "unavailable",
    );
  };
  return { failure, pending, attempt };
}
