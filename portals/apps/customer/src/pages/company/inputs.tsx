import { NativeSelect, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { regionsOf, useBoot } from "@portico/ui";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { type Field, mayChange } from "./fields";
import { useCountries, useRegions, useValueNames } from "./names";
import type { CompanyEditor } from "./state";

interface FieldProps {
  editing: CompanyEditor;
  field: Field;
}

interface TextFieldProps extends FieldProps {
  autoComplete: string;
  maxLength: number;
  type?: "email";
  /** More than one: what is typed may have so many. */
  lines?: number;
  hint?: string;
}

/** A field that is typed into; as text where it is not this person's to change. */
export function TextField({ editing, field, lines = 1, hint, type, ...rest }: TextFieldProps) {
  const common = useCommon(editing, field);
  if (!mayChange(editing.company, field)) return <LockedField editing={editing} field={field} />;
  const props = {
    ...common,
    ...rest,
    ...(hint ? { description: hint } : {}),
  };
  if (lines > 1) return <Textarea {...props} autosize minRows={1} maxRows={lines} />;
  return <TextInput {...props} {...(type ? { type, inputMode: type } : {})} />;
}

interface Choice {
  value: string;
  label: string;
}

/** One of a few. */
export function ChoiceInput({
  editing,
  field,
  choices,
}: FieldProps & { choices: readonly Choice[] }) {
  const common = useCommon(editing, field);
  if (!mayChange(editing.company, field)) return <LockedField editing={editing} field={field} />;
  return <NativeSelect {...common} data={[...choices]} />;
}

export function CountryInput({ editing }: { editing: CompanyEditor }) {
  const field = "address.country";
  const countries = useCountries();
  const common = useCommon(editing, field);
  if (!mayChange(editing.company, field)) return <LockedField editing={editing} field={field} />;
  // A region of the country of before is none of the new one's.
  const move = (event: { currentTarget: { value: string } }) => {
    const regions = regionsOf(event.currentTarget.value, "en");
    const isThere = regions.some(({ value }) => value === editing.value("address.region"));
    if (!isThere) editing.type("address.region", "");
    common.onChange(event);
  };
  return <NativeSelect {...common} onChange={move} autoComplete="country" data={countries} />;
}

/** A province or state, or another region, by its name; nothing where a country has none. */
export function RegionInput({ editing }: { editing: CompanyEditor }) {
  const { t, i18n } = useTranslation("company");
  const field = "address.region";
  const country = editing.value("address.country");
  const regions = useRegions(country);
  const common = useCommon(editing, field);
  if (!mayChange(editing.company, field)) return <LockedField editing={editing} field={field} />;
  if (regions?.length === 0 && common.value === "") return null;
  const isNeeded = regionsOf(country, i18n.language).length > 0;
  // What is kept stays a choice, though it is an old one that is none of the list.
  const isKnown = common.value === "" || regions?.some(({ value }) => value === common.value);
  const choices = [
    { value: "", label: t(isNeeded ? "choose_region" : "none") },
    ...(isKnown ? [] : [{ value: common.value, label: common.value }]),
    ...(regions ?? []),
  ];
  return <NativeSelect {...common} autoComplete="address-level1" data={choices} />;
}

/** What all inputs have. */
function useCommon(editing: CompanyEditor, field: Field) {
  const { t } = useTranslation("company");
  return {
    id: editing.errors.id(field),
    name: field,
    label: t(`fields.${field}`),
    value: editing.value(field),
    error: editing.errors.errors[field],
    onChange: (event: { currentTarget: { value: string } }) =>
      editing.type(field, event.currentTarget.value),
  };
}

function LockedField({ editing, field }: FieldProps) {
  const { t } = useTranslation("company");
  const { agency } = useBoot();
  const names = useValueNames(editing.kept["address.country"]);
  return (
    <Locked label={t(`fields.${field}`)} value={names(field, editing.kept[field])}>
      {editing.company.may_change.length > 0 && t("locked", { agency: agency.name })}
    </Locked>
  );
}

/** What this person does not change, and who does. */
export function Locked({
  label,
  value,
  children,
}: {
  label: string;
  value: string;
  children: ReactNode;
}) {
  return (
    <Stack gap={2}>
      <Text size="sm" fw={500}>
        {label}
      </Text>
      <Text style={{ overflowWrap: "anywhere", whiteSpace: "pre-line" }}>{value}</Text>
      {children && (
        <Text size="sm" c="dimmed">
          {children}
        </Text>
      )}
    </Stack>
  );
}
