import { openApiDocument } from "./openapi";

interface Document {
  readonly paths: Readonly<Record<string, { readonly servers?: unknown }>>;
}

const METHODS = ["get", "post", "put", "patch", "delete"];

/** The methods of a path below `/api/v1`, as the header `Allow` lists them; none when there is no such path. */
export async function allowedMethods(place: string): Promise<string[]> {
  const { paths } = (await openApiDocument()) as Document;
  const item = Object.entries(paths).find(
    ([path, { servers }]) => !servers && expression(path).test(place),
  )?.[1];
  return METHODS.filter((method) => item && method in item).flatMap((method) =>
    // HEAD is answered as GET, without a body.
    method === "get" ? ["GET", "HEAD"] : [method.toUpperCase()],
  );
}

const expression = (path: string): RegExp =>
  new RegExp(`^${path.replaceAll(".", "\\.").replace(/\{\w+\}/g, "[^/]+")}$`);
