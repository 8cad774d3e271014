import { Alert, Anchor, List } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useCallback, useId, useState } from "react";
import { useTranslation } from "react-i18next";

type Errors<Field extends string> = Partial<Record<Field, string>>;

export interface FormErrors<Field extends string> {
  errors: Errors<Field>;
  /** The id of a field's input. */
  id: (field: Field) => string;
  /** Show these, in the order of the form, and bring the person to the first. True if any. */
  show: (errors: Errors<Field>) => boolean;
  clear: (field: Field) => void;
}

/** What is wrong with the fields of a form. */
export function useFormErrors<Field extends string>(): FormErrors<Field> {
  const prefix = useId();
  const [errors, setErrors] = useState<Errors<Field>>({});
  const id = useCallback((field: Field) => `${prefix}${field}`, [prefix]);
  const show = useCallback(
    (found: Errors<Field>) => {
      setErrors(found);
      const first = (Object.keys(found) as Field[])[0];
      if (first === undefined) return false;
      requestAnimationFrame(() => document.getElementById(id(first))?.focus());
      return true;
    },
    [id],
  );
  const clear = useCallback(
    (field: Field) =>
      setErrors((shown) => {
        if (shown[field] === undefined) return shown;
        const { [field]: _, ...rest } = shown;
        return rest as Errors<Field>;
      }),
    [],
  );
  return { errors, id, show, clear };
}

/** Everything that is wrong with a form, each with the way to its field. */
export function ErrorSummary<Field extends string>({ form }: { form: FormErrors<Field> }) {
  const { t } = useTranslation("account");
  const found = Object.entries(form.errors) as [Field, string][];
  if (found.length === 0) return null;
  return (
    <Alert
      color="red"
      variant="light"
      role="alert"
      title={t("form.check", { count: found.length })}
      icon={<IconAlertTriangle aria-hidden />}
    >
      <List size="sm" listStyleType="none">
        {found.map(([field, text]) => (
          <List.Item key={field}>
            <Anchor
              href={`#${form.id(field)}`}
              inherit
              c="inherit"
              underline="always"
              onClick={(event) => {
                event.preventDefault();
                document.getElementById(form.id(field))?.focus();
              }}
            >
              {text}
            </Anchor>
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}

/** Whether this looks like an address that a letter can be sent to. */
export function isEmail(text: string): boolean {
  return /^[^\s@]+@[^\s@]+$/.test(text.trim());
}
