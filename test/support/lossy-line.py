"""A line that takes its time, loses packets and carries only so much: one TUN device, whose packets come back from it
later, or not at all. The kernels of small virtual machines have no netem.

lossy-line.py NAME INSIDE, with the address of the network inside, e.g. 10.0.3.0 for 10.0.3.0/24: what goes there goes
down, all else up. Its standard input says what the line is like from now on, and its end ends the line:

    DIRECTION DELAY_MS LOSS_PERCENT KBIT_PER_S QUEUE_MS

DIRECTION is down or up, and a rate of 0 is none. What would wait longer than QUEUE_MS for its turn is dropped, as at the
end of a router's queue.
"""
import collections
import fcntl
import os
import random
import select
import socket
import struct
import sys
import time

TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x0001, 0x1000


class Direction:
    def __init__(self):
        self.delay = self.loss = self.seconds_a_byte = self.queue = 0.0
        # When the last packet has left, and when it arrives: they stay in order whatever is changed meanwhile.
        self.free_at = self.last_at = 0.0
        self.under_way = collections.deque()

    def become(self, delay, loss, rate, queue):
        self.delay, self.loss, self.queue = delay / 1000, loss / 100, queue / 1000
        self.seconds_a_byte = 8 / (rate * 1000) if rate else 0.0
        # What waits was counted at the old rate.
        self.free_at = min(self.free_at, time.monotonic() + self.queue)

    def take(self, packet, now):
        begins = max(now, self.free_at)
        if self.seconds_a_byte:
            if begins - now > self.queue:
                return
            self.free_at = begins = begins + len(packet) * self.seconds_a_byte
        if chance.random() >= self.loss:
            self.last_at = max(self.last_at, begins + self.delay)
            self.under_way.append((self.last_at, packet))


name, inside = sys.argv[1], socket.inet_aton(sys.argv[2])[:3]
line = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
fcntl.ioctl(line, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TUN | IFF_NO_PI))
# A busy machine must not be what makes the line slow.
os.nice(-10)
print("ready", flush=True)

chance = random.Random(1)
down, up = Direction(), Direction()
said = b""
while True:
    now = time.monotonic()
    due = None
    for direction in (down, up):
        under_way = direction.under_way
        while under_way and under_way[0][0] <= now:
            try:
                os.write(line, under_way.popleft()[1])
            except OSError:
                pass  # The device is down, or its queue is full: lost, as on any line.
        if under_way and (due is None or under_way[0][0] < due):
            due = under_way[0][0]
    ready, _, _ = select.select([line, 0], [], [], None if due is None else max(0, due - time.monotonic()))
    if 0 in ready:
        more = os.read(0, 1024)
        if not more:
            break
        *orders, said = (said + more).split(b"\n")
        for order in orders:
            which, *figures = order.split()
            (down if which == b"down" else up).become(*map(float, figures))
    if line in ready:
        now = time.monotonic()
        try:
            while True:
                packet = os.read(line, 65536)
                # The destination of an IPv4 packet; others have no way out of the router.
                (down if packet[16:19] == inside else up).take(packet, now)
        except BlockingIOError:
            pass
