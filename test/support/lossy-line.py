"""A line that takes its time and loses packets: one TUN device, whose packets come back from it later, or not at all.

lossy-line.py NAME DELAY_MS LOSS_PERCENT. Ends with its standard input. The kernels of small virtual machines have no netem.
"""
import collections
import fcntl
import os
import random
import select
import struct
import sys
import time

TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x0001, 0x1000

name, delay, loss = sys.argv[1], float(sys.argv[2]) / 1000, float(sys.argv[3]) / 100
line = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
fcntl.ioctl(line, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TUN | IFF_NO_PI))
print("ready", flush=True)

chance = random.Random(1)
under_way = collections.deque()
while True:
    now = time.monotonic()
    while under_way and under_way[0][0] <= now:
        try:
            os.write(line, under_way.popleft()[1])
        except OSError:
            pass  # The device is down, or its queue is full: lost, as on any line.
    patience = under_way[0][0] - now if under_way else None
    ready, _, _ = select.select([line, 0], [], [], patience)
    if 0 in ready and not os.read(0, 1024):
        break
    if line in ready:
        try:
            while True:
                packet = os.read(line, 65536)
                if chance.random() >= loss:
                    under_way.append((time.monotonic() + delay, packet))
        except BlockingIOError:
            pass
