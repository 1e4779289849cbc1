-- Extends a lease by the time to live from now; takes the slot again when nobody has it. Removes the
-- leases that have run out, so that who reads the hash need not know the time.
--
-- A lease says since when the slot is held: renewals carry that over, and taking it again is a new
-- beginning. So an edge also learns from a later answer that it was lost, when this one never comes.
--
-- KEYS[1]  hash    the leases, see RegistryKeys
-- ARGV[1]  int     slot
-- ARGV[2]  string  epoch of the lease
-- ARGV[3]  string  instance, for people who look
-- ARGV[4]  int     time to live, ms
--
-- Answers {'renewed' | 'retaken' | 'taken', incarnation of the server, since when, ms}; 'taken':
-- another edge has it.

local ttl = tonumber(ARGV[4])
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local run = string.match(redis.call('INFO', 'replication'), 'master_replid:(%w+)') or ''

local standing, since = 'retaken', string.format('%.0f', now)
local all = redis.call('HGETALL', KEYS[1])
for i = 1, #all, 2 do
  local epoch, ends = string.match(all[i + 1], '^(%x+):(%d+):')
  if all[i] == ARGV[1] and epoch == ARGV[2] then
    -- also when it has run out: nobody else had use for the slot
    standing = 'renewed'
    -- a version before this one said nothing of it: then it begins now
    since = string.match(all[i + 1], '^%x+:%d+:@(%d+):') or since
  elseif not epoch or tonumber(ends) <= now then
    redis.call('HDEL', KEYS[1], all[i])
  elseif all[i] == ARGV[1] then
    standing = 'taken'
  end
end
if standing ~= 'taken' then
  local ends = string.format('%.0f', now + ttl)
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[2] .. ':' .. ends .. ':@' .. since .. ':' .. ARGV[3])
  redis.call('PEXPIRE', KEYS[1], ttl)
end
return {standing, run, since}
