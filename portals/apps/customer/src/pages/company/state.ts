import { type CompanyDetails, isProblem } from "@portico/api";
import { useDraft } from "@portico/ui";
import { type SavingState, useFormErrors } from "@portico/ui/account";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  conflictsOf,
  type Draft,
  FIELDS,
  type Field,
  mayChange,
  NOTHING_TYPED,
  stayingWith,
  togetherWith,
  typedIn,
  valuesOf,
  without,
  withTyped,
} from "./fields";
import { useSaving } from "./saving";

/** A company that is being edited: what is kept, what was typed, and where both differ. */
export function useCompanyEditor(company: CompanyDetails) {
  const { t } = useTranslation("company");
  const errors = useFormErrors<Field>();
  const save = useSaving();
  const [draft, setDraft, forget] = useDraft<Draft>("company", NOTHING_TYPED);
  const [state, setState] = useState<SavingState>("none");
  const [error, setError] = useState<unknown>(null);
  const kept = valuesOf(company);
  const typed = typedIn(draft).filter((field) => draft.typed[field] !== kept[field]);
  const changeable = typed.filter((field) => mayChange(company, field));
  const conflicts = conflictsOf(draft, kept).filter((field) => mayChange(company, field));
  const ownVersion = useRef(company.version);
  const [elsewhere, setElsewhere] = useState(false);
  useEffect(() => {
    if (company.version > ownVersion.current) setElsewhere(true);
    ownVersion.current = company.version;
  }, [company.version]);

  const keep = (next: Draft) => (typedIn(next).length > 0 ? setDraft(next) : forget());
  const drop = (fields: readonly Field[]) => keep(without(draft, fields));
  const type = (field: Field, text: string) => {
    keep(withTyped(draft, kept, field, text));
    errors.clear(field);
    setState("none");
  };
  const submit = async () => {
    setError(null);
    if (conflicts.length > 0) {
      errors.show(Object.fromEntries(conflicts.map((field) => [field, t("conflict.choose")])));
      return;
    }
    const wanted = without(
      draft,
      typedIn(draft).filter((field) => !changeable.includes(field)),
    );
    if (errors.show(missing(wanted, t))) return;
    setState("saving");
    try {
      const saved = await save(wanted, company);
      if (saved) ownVersion.current = saved.version;
      setElsewhere(false);
      drop(changeable);
      setState("saved");
    } catch (failure) {
      setState("none");
      if (!errors.show(refused(failure, t))) setError(failure);
    }
  };
  return {
    company,
    kept,
    errors,
    state,
    error,
    typed,
    changeable,
    conflicts,
    elsewhere,
    value: (field: Field) => draft.typed[field] ?? kept[field],
    /** Whether it stands there as it did not when the typing began. */
    changedElsewhere: (field: Field) => (draft.seen[field] ?? kept[field]) !== kept[field],
    typedText: (field: Field) => draft.typed[field] ?? "",
    type,
    submit,
    discard: () => {
      const [first] = changeable;
      drop(FIELDS);
      setError(null);
      errors.show({});
      // The button goes with what it discards: the focus would fall out of the form.
      if (first) requestAnimationFrame(() => document.getElementById(errors.id(first))?.focus());
    },
    drop,
    stayWith: (field: Field) => {
      keep(stayingWith(draft, kept, [field]));
      for (const one of togetherWith(field)) errors.clear(one);
    },
    giveWay: (field: Field) => {
      drop(togetherWith(field));
      for (const one of togetherWith(field)) errors.clear(one);
    },
  };
}

export type CompanyEditor = ReturnType<typeof useCompanyEditor>;

function missing(draft: Draft, t: (key: string) => string): Partial<Record<Field, string>> {
  return draft.typed.name?.trim() === "" ? { name: t("wrong.name") } : {};
}

/** What the service refused, at the fields that it names. */
function refused(error: unknown, t: (key: string) => string): Partial<Record<Field, string>> {
  if (!isProblem(error) || error.status !== 422) return {};
  const named = error.fields.map(({ field }) => field);
  return Object.fromEntries(
    FIELDS.filter((field) => named.includes(field)).map((field) => [field, t(`wrong.${field}`)]),
  );
}
