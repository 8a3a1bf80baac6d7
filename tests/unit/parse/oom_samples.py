# ruff: noqa: E501
"""Reports of kills as kernels write them, from 3.10 to 6.x; names and numbers made up."""

GROUP_6_8 = """\
[ 1630.900001] stress invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0
[ 1630.900020] CPU: 1 PID: 156 Comm: stress Not tainted 6.12.1 #1
[ 1630.900120] memory: usage 614400kB, limit 614400kB, failcnt 4711
[ 1630.900121] swap: usage 0kB, limit 9007199254740988kB, failcnt 0
[ 1630.900122] Memory cgroup stats for /kube/pod,1/ab:
[ 1630.900130] anon 628097024
[ 1630.900466] Tasks state (memory values in pages):
[ 1630.900870] [  pid  ]   uid  tgid total_vm      rss rss_anon rss_file rss_shmem pgtables_bytes swapents oom_score_adj name
[ 1630.901619] [    149]     0   149      486      288        0      288         0    36864        0          -998 pause
[ 1630.901700] [    150]  1000   150   226026    29603    29000      603         0  1314816       12           999 npm start
[ 1630.902204] [    156]  1000   156   153531   153345   153345        0         0  1269760        0           999 stress
[ 1630.902300] oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=ab,mems_allowed=0-1,3,oom_memcg=/kube/pod,1,task_memcg=/kube/pod,1/ab,task=stress,pid=156,uid=1000
[ 1630.902310] Memory cgroup out of memory: Killed process 156 (stress) total-vm:614124kB, anon-rss:613380kB, file-rss:0kB, shmem-rss:0kB, UID:1000 pgtables:1240kB oom_score_adj:999
[ 1630.910000] oom_reaper: reaped process 156 (stress), now anon-rss:0kB, file-rss:0kB, shmem-rss:0kB
"""
"""The limit of a control group, its parent's; Linux 6.8 and later."""

HOST_5_10 = """\
<4>[  100.000001] cron invoked oom-killer: gfp_mask=0x100cca(GFP_HIGHUSER_MOVABLE), order=0, oom_score_adj=0
<4>[  100.000101] Mem-Info:
<6>[  100.000201] Tasks state (memory values in pages):
<6>[  100.000202] [  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name
<6>[  100.000203] [    201]     0   201     1620      500    57344       10         -1000 sshd
<6>[  100.000204] [    300]    33   300   999999   800000  6553600     4096             0 apache2
<6>[  100.000205] oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom,task_memcg=/system.slice/apache2.service,task=apache2,pid=300,uid=33
<3>[  100.000206] Out of memory: Killed process 300 (apache2) total-vm:3999996kB, anon-rss:3199000kB, file-rss:1000kB, shmem-rss:4kB, UID:33 pgtables:6400kB oom_score_adj:0
"""
"""The machine's memory; Linux 4.19 to 6.7."""

GROUP_4_9 = """\
[ 8490.770700] java invoked oom-killer: gfp_mask=0x24000c0(GFP_KERNEL), nodemask=0, order=0, oom_score_adj=0
[ 8490.770784] Task in /docker/74be killed as a result of limit of /docker
[ 8490.770790] memory: usage 4194300kB, limit 4194304kB, failcnt 99
[ 8490.770791] memory+swap: usage 4194300kB, limit 9007199254740988kB, failcnt 0
[ 8490.770792] kmem: usage 0kB, limit 9007199254740988kB, failcnt 0
[ 8490.770793] Memory cgroup stats for /docker/74be: cache:0KB rss:4194300KB rss_huge:0KB
[ 8490.770800] [ pid ]   uid  tgid total_vm      rss nr_ptes nr_pmds swapents oom_score_adj name
[ 8490.770801] [ 2001]     0  2001  2000000  1000000    2100      12        0             0 java
[ 8490.770802] Memory cgroup out of memory: Kill process 2001 (java) score 981 or sacrifice child
[ 8490.770803] Killed process 2001 (java) total-vm:8000000kB, anon-rss:3999000kB, file-rss:1000kB, shmem-rss:0kB
"""
"""The limit of a control group of version 1; Linux 4.4 to 4.18."""

HOST_3_10 = """\
Aug  1 03:00:00 db kernel: oracle invoked oom-killer: gfp_mask=0x201da, order=0, oom_score_adj=0
Aug  1 03:00:00 db kernel: [ pid ]   uid  tgid total_vm      rss nr_ptes swapents oom_score_adj name
Aug  1 03:00:00 db kernel: [12345]   500 12345  4000000  3000000    6000   200000             0 oracle
Aug  1 03:00:00 db kernel: Out of memory: Kill process 12345 (oracle) score 901 or sacrifice child
Aug  1 03:00:00 db kernel: Killed process 12345 (oracle), UID 500, total-vm:16000000kB, anon-rss:11000000kB, file-rss:1000kB, shmem-rss:7kB
"""
"""The machine's memory, from a journal without times; a distribution's Linux 3.10."""

WHOLE_GROUP = """\
[   10.000000] worker invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0
[   10.000100] oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg=/job,task_memcg=/job,task=worker,pid=10,uid=0
[   10.000200] Memory cgroup out of memory: Killed process 10 (worker) total-vm:4kB, anon-rss:4kB, file-rss:0kB, shmem-rss:0kB, UID:0 pgtables:4kB oom_score_adj:0
[   10.000300] Tasks in /job are going to be killed due to memory.oom.group set
[   10.000400] Memory cgroup out of memory: Killed process 11 (helper) total-vm:8kB, anon-rss:4kB, file-rss:0kB, shmem-rss:0kB, UID:0 pgtables:4kB oom_score_adj:0
"""
"""`memory.oom.group`: one goes, all go."""

ODD_NAME = """\
[    1.000000] a,pid=1,uid=2 invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0
[    1.000100] oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom,task_memcg=/,task=a,pid=1,uid=2,pid=77,uid=5
[    1.000200] Out of memory: Killed process 77 () total-vm:1kB) total-vm:8kB, anon-rss:4kB, file-rss:0kB, shmem-rss:0kB, UID:5 pgtables:4kB oom_score_adj:0
"""
"""A process may have any name."""

ALL = (GROUP_6_8, HOST_5_10, GROUP_4_9, HOST_3_10, WHOLE_GROUP, ODD_NAME)
