// Buffers lie outside V8's heap: heapUsed stays small while the process grows.
//
// sick     80 buffers of 1 MiB
// healthy  as many bytes as JavaScript objects: those are in the heap
'use strict';

const sick = process.argv[2] === 'sick';
const kept = [];
for (let i = 0; i < 80; i++)
  kept.push(sick ? Buffer.alloc(1 << 20, 1) : new Array(1 << 17).fill(i + 0.5));
console.log('ready');
process.stdin.resume();
process.stdin.on('end', () => process.exit(kept.length ? 0 : 1));
