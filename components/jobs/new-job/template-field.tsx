"use client";

import { useTranslations } from "next-intl";
import { useRef } from "react";
import { Controller, type ControllerRenderProps, useFormContext } from "react-hook-form";
import { Field, type FieldControl } from "../../ui/field";
import { Textarea } from "../../ui/textarea";
import { ColumnChips } from "./column-chips";
import { insertAt } from "./column-mark";
import { useFieldError } from "./field-error";
import type { JobDraft } from "./job-draft";
import { unknownNames } from "./unknown-names";

type TemplateFieldProps = {
  name: "prompt" | "system";
  /** Names of the dataset's columns; null while no dataset is chosen. */
  columns: readonly string[] | null;
};

const MAX_NAMED = 12;

/** A text with `{{column}}` marks: the columns stand under it as buttons that insert their mark at the caret. */
export function TemplateField({ name, columns }: TemplateFieldProps) {
  const t = useTranslations("new-job.prompt");
  const { control } = useFormContext<JobDraft>();
  const errorOf = useFieldError();
  const unknownText = (text: string) => {
    const unknown = unknownNames(text, columns);
    if (unknown.length === 0 || columns === null) return undefined;
    const known = columns.slice(0, MAX_NAMED).join(", ");
    return t("unknown", {
      count: unknown.length,
      names: unknown.join(", "),
      known: columns.length > MAX_NAMED ? `${known}, …` : known,
    });
  };
  return (
    <Controller
      control={control}
      name={name}
      render={({ field }) => (
        <Field
          label={t(name)}
          note={name === "system" ? t("optional") : undefined}
          hint={
            name === "prompt"
              ? t("marks", { mark: `{{${t("markedColumn")}}}`, literal: "\\{{" })
              : undefined
          }
          error={errorOf(name) ?? unknownText(field.value)}
        >
          {(wiring) => (
            <TemplateArea wiring={wiring} field={field} label={t(name)} columns={columns ?? []} />
          )}
        </Field>
      )}
    />
  );
}

type TemplateAreaProps = {
  wiring: FieldControl;
  field: ControllerRenderProps<JobDraft, "prompt" | "system">;
  label: string;
  columns: readonly string[];
};

function TemplateArea({ wiring, field, label, columns }: TemplateAreaProps) {
  const area = useRef<HTMLTextAreaElement | null>(null);
  const insert = (mark: string) => {
    const { current } = area;
    const { value } = field;
    const start = current?.selectionStart ?? value.length;
    const next = insertAt(value, start, current?.selectionEnd ?? start, mark);
    field.onChange(next.text);
    // After React has put the new text into the field, which moves the caret to its end.
    requestAnimationFrame(() => {
      current?.focus();
      current?.setSelectionRange(next.caret, next.caret);
    });
  };
  return (
    <div className="grid gap-2">
      <Textarea
        {...wiring}
        {...field}
        ref={(element) => {
          area.current = element;
          field.ref(element);
        }}
        spellCheck={false}
        className={field.name === "prompt" ? "max-h-112 min-h-36" : "max-h-80 min-h-16"}
      />
      <ColumnChips label={label} columns={columns} onInsert={insert} />
    </div>
  );
}
