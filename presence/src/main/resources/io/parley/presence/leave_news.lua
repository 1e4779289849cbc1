-- Leaves word that conversations have moved, for several users at once: most of what a script costs is to be called.
-- What many share, as members of a group do, is said once.
-- The larger head wins, so that neither a replay nor a router that slept takes back what is known already.
--
-- KEYS[n]  hash    the news of a user in a span of time, see RegistryKeys
-- ARGV[1]  int     time to live of each hash, ms
-- ARGV[2]  int     conversations one may hold; news of further ones are dropped
-- ARGV[3]  int     how many conversations have moved
-- ARGV[4]… strings conversation and head of each, in turns; heads compare as text, see NewsSpan
-- ARGV[…]  string  for each key, which of these are for it: their numbers from 1 on, with commas between
--
-- Answers how many were dropped.

local call = redis.call
local ttl, room = ARGV[1], tonumber(ARGV[2])
local whose, dropped = 3 + 2 * ARGV[3], 0

local function leave(key, conversation, head)
  local held = call('HGET', key, conversation)
  if held then
    if held < head then
      call('HSET', key, conversation, head)
    end
    return
  end
  local size = call('HLEN', key)
  if size >= room then
    dropped = dropped + 1
    return
  end
  call('HSET', key, conversation, head)
  if size == 0 then
    call('PEXPIRE', key, ttl)
  end
end

for k = 1, #KEYS do
  local numbers = ARGV[whose + k]
  local only = tonumber(numbers)
  if only then
    leave(KEYS[k], ARGV[2 + 2 * only], ARGV[3 + 2 * only])
  else
    for number in string.gmatch(numbers, '%d+') do
      leave(KEYS[k], ARGV[2 + 2 * number], ARGV[3 + 2 * number])
    end
  end
end
return dropped
