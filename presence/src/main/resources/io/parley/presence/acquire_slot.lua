-- Leases the first free slot to an edge, trying every slot once, upwards from ARGV[1]; or the one it
-- holds already under this epoch, when the answer to an earlier call was lost.
--
-- KEYS[1]  hash    the leases, see RegistryKeys
-- ARGV[1]  int     first slot to try
-- ARGV[2]  int     number of slots
-- ARGV[3]  string  epoch, new for each lease
-- ARGV[4]  string  instance, for people who look
-- ARGV[5]  int     time to live, ms
--
-- Answers {slot, incarnation of the server, since when it is held, ms}, with slot -1 when all are held.

local first, slots, ttl = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[5])
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local run = string.match(redis.call('INFO', 'replication'), 'master_replid:(%w+)') or ''

local held, slot, since = {}, -1, string.format('%.0f', now)
local all = redis.call('HGETALL', KEYS[1])
for i = 1, #all, 2 do
  local epoch, ends = string.match(all[i + 1], '^(%x+):(%d+):')
  if epoch == ARGV[3] then
    slot = tonumber(all[i])
    since = string.match(all[i + 1], '^%x+:%d+:@(%d+):') or since
  elseif epoch and tonumber(ends) > now then
    held[tonumber(all[i])] = true
  else
    redis.call('HDEL', KEYS[1], all[i])
  end
end
for i = 0, slots - 1 do
  if slot >= 0 then
    break
  end
  local candidate = (first + i) % slots
  if not held[candidate] then
    slot = candidate
  end
end
if slot >= 0 then
  local ends = string.format('%.0f', now + ttl)
  redis.call('HSET', KEYS[1], slot, ARGV[3] .. ':' .. ends .. ':@' .. since .. ':' .. ARGV[4])
  redis.call('PEXPIRE', KEYS[1], ttl)
end
return {slot, run, since}
