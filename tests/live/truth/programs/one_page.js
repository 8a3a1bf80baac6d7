// One page of WebAssembly memory, 64 KiB full of sevens, in 10 GiB of address space.
const bytes = Uint8Array.from([
  0, 97, 115, 109, 1, 0, 0, 0, 5, 3, 1, 0, 1, 7, 7, 1, 3, 109, 101, 109, 2, 0,
]);
WebAssembly.instantiate(bytes).then(({ instance }) => {
  globalThis.keep = instance;
  new Uint8Array(instance.exports.mem.buffer).fill(7);
  console.log(`pid ${process.pid}\nready`);
  setInterval(() => {}, 1e6);
});
