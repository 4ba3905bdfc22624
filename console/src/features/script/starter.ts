/** What a webhook without a script begins with. */
export function starter(comment: string): string {
  return `async function hook($req = request, $resp = response, $modules = modules) {
  let req = $req.body; // ${comment}
  console.log(req);
}
`;
}
