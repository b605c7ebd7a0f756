-- KEYS: number, events, devices. ARGV: channel, most events, time to keep in ms.
local function touch()
  for i = 1, #KEYS do
    redis.call('PEXPIRE', KEYS[i], ARGV[3])
  end
end
local function add(event)
  redis.call('INCR', KEYS[1])
  redis.call('RPUSH', KEYS[2], event)
  redis.call('LTRIM', KEYS[2], -tonumber(ARGV[2]), -1)
  touch()
  redis.call('PUBLISH', ARGV[1], '')
end
