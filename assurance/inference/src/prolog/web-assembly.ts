/** What is used of the WebAssembly that Node.js has: its types come with browsers' alone. */

/** Code that was compiled; threads can be given it. */
export type CompiledCode = object;

interface WebAssemblyOfNode {
  compile(bytes: Uint8Array): Promise<CompiledCode>;
  instantiate<Instance>(code: CompiledCode, imports: object): Promise<Instance>;
}

const everything: object = globalThis;

export const webAssembly: WebAssemblyOfNode = Reflect.get(everything, 'WebAssembly');
