/** What is called of the WebAssembly that Node.js has: its types come with browsers' alone. */
declare const WebAssembly: {
  compile(bytes: Uint8Array): Promise<WebAssembly.Module>;
  instantiate(code: WebAssembly.Module, imports: WebAssembly.Imports): Promise<WebAssembly.Instance>;
};
