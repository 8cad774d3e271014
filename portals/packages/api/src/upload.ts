import { failed } from "./problem";

/** Send a file as the body, which the generated client cannot. Throws a ProblemError. */
export async function upload<Answer>(
  method: "POST" | "PUT",
  path: string,
  file: Blob,
  contentType: string = file.type,
): Promise<Answer> {
  let response: Response | undefined;
  try {
    response = await fetch(path, {
      method,
      body: file,
      credentials: "same-origin",
      headers: { "X-Portico": "1", "Content-Type": contentType },
    });
  } catch (error) {
    throw await failed(error, undefined);
  }
  const isJson = response.headers.get("content-type")?.includes("json") ?? false;
  const answer = isJson ? await response.json() : undefined;
  if (!response.ok) throw await failed(answer, response);
  return answer as Answer;
}
