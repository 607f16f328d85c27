/** Hands a text to the browser as a file to keep. Nothing of it leaves the machine. */
export function offerFile(options: { readonly name: string; readonly text: string; readonly type: string }): void {
  const address = URL.createObjectURL(new Blob([options.text], { type: options.type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = options.name;
  link.click();
  // The browser has taken the file by the next turn; the address would hold a secret in memory otherwise.
  setTimeout(() => URL.revokeObjectURL(address), 0);
}
