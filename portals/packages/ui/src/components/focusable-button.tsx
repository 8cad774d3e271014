import { type ComponentPropsWithRef, type FocusEvent, type MouseEvent, useState } from "react";

interface Props extends ComponentPropsWithRef<"button"> {
  "data-loading"?: boolean | "true" | undefined;
  "data-disabled"?: boolean | "true" | undefined;
}

/**
 * A button that keeps the focus while it sends, and when what it did leaves it nothing to do: a
 * browser takes it from what is disabled, and the next Tab would begin at the top of the page.
 * Pressed meanwhile it does nothing.
 */
export function FocusableButton({
  onClick,
  onFocus,
  onBlur,
  disabled,
  type = "button",
  ...others
}: Props) {
  const [hasFocus, setHasFocus] = useState(false);
  const isSending = Boolean(others["data-loading"]) && !others["data-disabled"];
  const isHeld = isSending || (hasFocus && Boolean(disabled));
  const noteFocus = (event: FocusEvent<HTMLButtonElement>) => {
    setHasFocus(event.type === "focus");
    (event.type === "focus" ? onFocus : onBlur)?.(event);
  };
  const ignore = (event: MouseEvent) => {
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <button
      {...others}
      type={type}
      disabled={isHeld ? false : disabled}
      aria-disabled={isHeld || undefined}
      aria-busy={isSending || undefined}
      onFocus={noteFocus}
      onBlur={noteFocus}
      onClick={isHeld ? ignore : onClick}
    />
  );
}
