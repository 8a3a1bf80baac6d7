// node --perf-basic-prof: the names of generated code stand in a perf-PID.map.
function hotLoopInOrderPricing(n) {
  let sum = 0;
  for (let i = 0; i < n; i++) sum = (sum * 31 + i) | 0;
  return sum;
}
for (let i = 0; i < 200; i++) hotLoopInOrderPricing(1e5);
console.log(`pid ${process.pid}\nready`);
setInterval(() => hotLoopInOrderPricing(1e5), 100);
