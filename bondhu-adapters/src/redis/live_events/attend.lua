-- ARGV further: device, what, first number. Answers with the number of the latest event before this.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local gone = redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', string.format('%.0f', now))
local before = redis.call('GET', KEYS[1])
if not before then
  before = ARGV[6]
  redis.call('SET', KEYS[1], before)
  redis.call('UNLINK', KEYS[2])
end
local changed
if ARGV[5] == 'leave' then
  changed = redis.call('ZREM', KEYS[3], ARGV[4])
else
  changed = redis.call('ZADD', KEYS[3], string.format('%.0f', now + tonumber(ARGV[3])), ARGV[4])
end
-- Who comes is told in any case: an earlier attempt may have taken effect without an answer.
if changed + gone > 0 or ARGV[5] == 'come' then
  add(cjson.encode({kind = 'presence', devices = redis.call('ZCARD', KEYS[3])}))
else
  touch()
end
return before
