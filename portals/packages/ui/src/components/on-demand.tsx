import { type ComponentType, useEffect, useEffectEvent, useState } from "react";
import { useCause } from "./states";
import { tellFailure } from "./tell";

interface Dialogue {
  opened: boolean;
  onClose: () => void;
}

/**
 * A dialogue of the frame that the page is complete without: it is fetched when the page has come
 * to rest. Who opens it before that has it as soon as it is there.
 */
export function onDemand<Props extends Dialogue>(
  load: () => Promise<ComponentType<Props>>,
): ComponentType<Props> {
  return function OnDemand(props: Props) {
    const [Found, setFound] = useState<ComponentType<Props>>();
    const [shown, setShown] = useState(false);
    const cause = useCause();
    const { opened, onClose } = props;
    const fetch = useEffectEvent(() => load().then((found) => setFound(() => found)));
    const failed = useEffectEvent((error: unknown) => {
      onClose();
      tellFailure(cause(error));
    });
    // What fails at rest is asked for again when it is opened.
    useEffect(() => atRest(() => void fetch().catch(() => undefined)), []);
    useEffect(() => {
      if (opened && !Found) fetch().catch(failed);
    }, [opened, Found]);
    // It opens after it is there, not with it: so it knows where the focus was, and returns it.
    useEffect(() => setShown(opened && Found !== undefined), [opened, Found]);
    return Found && <Found {...props} opened={shown} />;
  };
}

/** Once the browser has nothing else to do. Not every browser can tell: then a moment later. */
function atRest(act: () => void): () => void {
  if ("requestIdleCallback" in window) {
    const handle = requestIdleCallback(act);
    return () => cancelIdleCallback(handle);
  }
  const handle = setTimeout(act, 1_000);
  return () => clearTimeout(handle);
}
