import { Alert, Avatar, Button, FileButton, Group } from "@mantine/core";
import {
  isProblem,
  type Profile,
  sessionRemovePicture,
  sessionShowProfileQueryKey,
  upload,
} from "@portico/api";
import { IconPhotoUp, IconTrash } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Confirm } from "../../components/confirm";
import { tell } from "../../components/tell";
import { useBoot } from "../../context";
import { useAccountCause } from "../cause";
import { Block } from "./block";
import { Cropper } from "./cropper";
import { pictureOf } from "./picture-address";

const TYPES = "image/jpeg,image/png,image/webp";
// A browser has to hold it as pixels; the square that is sent is small.
const MOST_BYTES = 40 * 1024 * 1024;
const MOST_PIXELS = 80_000_000;
const LEAST_SIDE = 32;

/** The own picture: chosen, cropped here, drawn anew by the server. */
export function PictureBlock({ profile }: { profile: Profile }) {
  const { t } = useTranslation("account");
  const { portal } = useBoot();
  const queries = useQueryClient();
  const refusal = usePictureRefusal();
  const [image, setImage] = useState<ImageBitmap | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [removing, setRemoving] = useState(false);
  const address = pictureOf(portal, profile.picture);
  const key = sessionShowProfileQueryKey({ query: { portal } });

  const choose = async (file: File | null) => {
    if (!file) return;
    setError(null);
    try {
      setImage(await opened(file));
    } catch (failure) {
      setError(refusal(failure));
    }
  };
  const close = () => {
    image?.close();
    setImage(null);
  };
  const save = async (square: Blob) => {
    const path = `/api/session/profile/picture?portal=${portal}`;
    queries.setQueryData(key, await upload<Profile>("PUT", path, square));
    close();
    tell(t("picture.saved"));
  };
  return (
    <Block title={t("picture.title")} lead={t("picture.lead")}>
      {error && (
        <Alert color="red" variant="light" role="alert">
          {error}
        </Alert>
      )}
      <Group gap="lg">
        <Avatar src={address ?? null} name={profile.name} alt="" size={96} color="gray" />
        <Group gap="sm">
          <FileButton accept={TYPES} onChange={(file) => void choose(file)} resetRef={undefined}>
            {(props) => (
              <Button
                {...props}
                variant="default"
                leftSection={<IconPhotoUp size={18} aria-hidden />}
              >
                {t(address ? "picture.change" : "picture.choose")}
              </Button>
            )}
          </FileButton>
          {address && (
            <Button
              variant="subtle"
              color="gray"
              leftSection={<IconTrash size={18} aria-hidden />}
              onClick={() => setRemoving(true)}
            >
              {t("picture.remove")}
            </Button>
          )}
        </Group>
      </Group>
      {image && <Cropper image={image} onClose={close} onSave={save} refusal={refusal} />}
      <Confirm
        opened={removing}
        onClose={() => setRemoving(false)}
        title={t("picture.remove_title")}
        action={t("picture.remove")}
        dangerous
        onConfirm={async () => {
          await sessionRemovePicture({ query: { portal } });
          queries.setQueryData(key, { ...profile, picture: null });
        }}
      >
        {t("picture.remove_lead")}
      </Confirm>
    </Block>
  );
}

class Unusable extends Error {}

async function opened(file: File): Promise<ImageBitmap> {
  if (!TYPES.split(",").includes(file.type)) throw new Unusable("wrong_type");
  if (file.size > MOST_BYTES) throw new Unusable("too_many_bytes");
  let image: ImageBitmap;
  try {
    image = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    throw new Unusable("broken");
  }
  if (image.width * image.height > MOST_PIXELS) throw new Unusable("too_many_pixels");
  if (Math.min(image.width, image.height) < LEAST_SIDE) throw new Unusable("too_small");
  return image;
}

/** Why a picture cannot be used, whether seen here or by the server. */
function usePictureRefusal(): (error: unknown) => string {
  const { t, i18n } = useTranslation("account");
  const cause = useAccountCause();
  return (error) => {
    const reason =
      error instanceof Unusable
        ? error.message
        : isProblem(error)
          ? String(error.document.reason ?? "")
          : "";
    const key = `picture.refused.${reason}`;
    return reason && i18n.exists(key, { ns: "account" }) ? t(key) : cause(error);
  };
}
