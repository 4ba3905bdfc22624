/** Give the folders of the packages that these files are from. */
export function packagesOf(files: Iterable<string>): string[];

/** Write the notices of these packages (their folders) into a file. */
export function writeNotices(target: string, packages: readonly string[]): void;
