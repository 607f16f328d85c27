/** Hands the browser a file to keep. Nothing of it leaves the machine. */
export function offerFile(file: {
  readonly name: string;
  readonly type: string;
  readonly content: string | Uint8Array<ArrayBuffer>;
}): void {
  const address = URL.createObjectURL(new Blob([file.content], { type: file.type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = file.name;
  link.click();
  // The browser has taken the file by the next turn; the address would hold a secret in memory otherwise.
  setTimeout(() => URL.revokeObjectURL(address), 0);
}
