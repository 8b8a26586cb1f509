"use client";

import { ChevronDown } from "lucide-react";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, type Ref, useId, useState } from "react";
import type { Model } from "@/lib/contracts/planning";
import { cn } from "../../ui/cn";
import { controlStyles } from "../../ui/control-styles";
import type { FieldControl } from "../../ui/field";
import { Input } from "../../ui/input";
import { Popover, PopoverContent, PopoverTrigger } from "../../ui/popover";
import { ModelOption, OwnModelOption } from "./model-option";

type ModelPickerProps = {
  wiring: FieldControl;
  /** The button, so that the form can put the focus there. */
  ref: Ref<HTMLButtonElement>;
  models: readonly Model[];
  /** Whether a name that is not in the list may be chosen. */
  ownNames: boolean;
  value: string;
  onChange: (model: string) => void;
};

/** A searchable choice of one model, each with its prices: a button that opens a list with a search field. */
export function ModelPicker(props: ModelPickerProps) {
  const { wiring, ref, models, ownNames, value, onChange } = props;
  const t = useTranslations("new-job.model");
  const [open, setOpen] = useState(false);
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger
        {...wiring}
        ref={ref}
        className={cn(controlStyles, "flex h-9 items-center justify-between gap-2 text-left")}
      >
        <span className={cn("truncate", value === "" && "text-muted")}>{value || t("choose")}</span>
        <ChevronDown aria-hidden className="size-4 shrink-0 text-muted" />
      </PopoverTrigger>
      <PopoverContent
        align="start"
        aria-label={t("choose")}
        className="w-[min(42rem,calc(100vw-2rem))] p-2"
      >
        <ModelSearch
          models={models}
          ownNames={ownNames}
          value={value}
          onChoose={(model) => {
            onChange(model);
            setOpen(false);
          }}
        />
      </PopoverContent>
    </Popover>
  );
}

type ModelSearchProps = {
  models: readonly Model[];
  ownNames: boolean;
  value: string;
  onChoose: (model: string) => void;
};

function ModelSearch({ models, ownNames, value, onChoose }: ModelSearchProps) {
  const t = useTranslations("new-job.model");
  const listId = useId();
  const [search, setSearch] = useState("");
  const typed = search.trim();
  const found = models.filter(({ id }) => id.toLowerCase().includes(typed.toLowerCase()));
  const own = ownNames && typed !== "" && !models.some(({ id }) => id === typed) ? typed : null;
  const choices = [...found.map(({ id }) => id), ...(own === null ? [] : [own])];
  const [at, setAt] = useState(() =>
    Math.max(
      0,
      models.findIndex(({ id }) => id === value),
    ),
  );
  const active = choices[Math.min(at, choices.length - 1)];
  const optionId = (id: string) => `${listId}-${id}`;

  const move = (event: KeyboardEvent) => {
    const target = nextIndex(event.key, Math.min(at, choices.length - 1), choices.length);
    if (target !== null) {
      event.preventDefault();
      setAt(target);
    } else if (event.key === "Enter" && active) {
      event.preventDefault();
      onChoose(active);
    }
  };
  return (
    <div className="grid gap-2">
      <Input
        role="combobox"
        aria-label={t("search")}
        aria-expanded
        aria-controls={listId}
        aria-activedescendant={active ? optionId(active) : undefined}
        aria-autocomplete="list"
        autoComplete="off"
        placeholder={t("search")}
        value={search}
        onKeyDown={move}
        onChange={(event) => {
          setSearch(event.target.value);
          setAt(0);
        }}
      />
      <div id={listId} role="listbox" aria-label={t("model")} className="max-h-80 overflow-y-auto">
        {found.map((model, index) => (
          <ModelOption
            key={model.id}
            id={optionId(model.id)}
            model={model}
            selected={model.id === value}
            active={model.id === active}
            onPoint={() => setAt(index)}
            onChoose={() => onChoose(model.id)}
          />
        ))}
        {own === null ? null : (
          <OwnModelOption
            id={optionId(own)}
            name={own}
            active={own === active}
            onPoint={() => setAt(found.length)}
            onChoose={() => onChoose(own)}
          />
        )}
      </div>
      {choices.length === 0 ? (
        <p role="status" className="px-2 py-3 text-muted text-sm">
          {t("noneFound", { search })}
        </p>
      ) : (
        <p className="px-2 text-muted text-xs">{t("pricesNote")}</p>
      )}
    </div>
  );
}

/** Where a key moves the mark in a list of `length`; null for keys that do not move it. */
function nextIndex(key: string, at: number, length: number): number | null {
  if (length === 0) return null;
  switch (key) {
    case "ArrowDown":
      return (at + 1) % length;
    case "ArrowUp":
      return (at - 1 + length) % length;
    case "PageDown":
      return Math.min(at + 8, length - 1);
    case "PageUp":
      return Math.max(at - 8, 0);
    default:
      return null;
  }
}
